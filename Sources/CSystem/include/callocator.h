// glibc's settings of its allocator, which the Glibc module leaves out.
#ifndef CALLOCATOR_H
#define CALLOCATOR_H
#include <malloc.h>
#endif
