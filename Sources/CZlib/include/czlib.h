// zlib's C face, for reading .gz text.
#ifndef CZLIB_H
#define CZLIB_H
#include <zlib.h>
#endif
