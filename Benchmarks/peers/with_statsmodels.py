"""The mixed model with random intercept and slope, in Python's statsmodels, on rows that are in memory.

    python with_statsmodels.py FILE

Prints one JSON object: the seconds from the rows to the estimates, and the REML criterion.
"""

import json
import sys
import time
import warnings

import numpy
import statsmodels
from statsmodels.regression.mixed_linear_model import MixedLM

rows = numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
group, x, y = rows.T
warnings.simplefilter("ignore")
start = time.perf_counter()
design = numpy.column_stack([numpy.ones_like(x), x])
fit = MixedLM(y, design, groups=group, exog_re=design).fit(reml=True)
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "version": statsmodels.__version__,
            "seconds": seconds,
            "criterion": -2 * fit.llf,
            "slope": fit.fe_params[1],
            "se": fit.bse_fe[1],
        }
    )
)
