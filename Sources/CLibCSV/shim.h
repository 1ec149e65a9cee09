// libcsv 3: an RFC 4180 and lenient CSV parser driven by callbacks. The header needs no wrapper: every function
// that DelimitedText calls is a plain C function, and `struct csv_parser` is public.
#include <csv.h>
