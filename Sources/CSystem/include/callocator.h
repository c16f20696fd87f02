// glibc's allocator settings, which the Glibc module omits.
#ifndef CALLOCATOR_H
#define CALLOCATOR_H
#include <malloc.h>
#endif
