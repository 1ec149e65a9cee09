// The parts of the GNU Scientific Library that Estimation calls: distributions and the symmetric eigenproblem. GSL's default
// error handler aborts the process; Estimation turns it off once at its edge.
#include <gsl/gsl_errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_vector.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_eigen.h>
