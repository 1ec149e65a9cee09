// The GNU Linear Programming Kit, which Disclosure asks what could be worked out from what is shown. A wrong index makes it abort
// the process: Disclosure/LinearProgram.swift alone calls it and gives it none.
#include <glpk.h>
