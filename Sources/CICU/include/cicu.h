#ifndef CICU_H
#define CICU_H
#include <unicode/uchar.h>
#endif
