// zlib: `inflate` undoes gzip. The header needs no wrapper: `inflateInit2`, a macro, is the call of `inflateInit2_`
// with the header's version and the stream's size.
#include <zlib.h>
