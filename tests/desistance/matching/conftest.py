"""The 614 rows that MatchIt's documentation uses, put together from the MIT-licensed tables of `causaldata`.

Treated rows are those of nsw_mixtape in order; controls are rows of cps_mixtape by position. Money is kept to seven
significant digits, as published.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest

CONTROLS = """
8158, 13202, 6136, 4046, 3050, 14468, 8324, 10950, 11730, 14502, 12286, 8441, 15173, 1617, 4081, 15748, 7514,
15293, 13818, 10322, 15229, 9793, 6299, 11269, 11558, 6076, 10832, 5716, 1486, 10625, 14894, 10540, 6370, 12022,
943, 10687, 6634, 3174, 10683, 5759, 2661, 3487, 10337, 4426, 13741, 14531, 13593, 10955, 745, 6850, 1684,
14347, 9705, 12052, 12547, 4358, 15298, 15567, 3607, 15876, 3910, 10457, 3202, 2116, 8049, 8010, 363, 1086,
14982, 2678, 4224, 5873, 5733, 612, 664, 7881, 13253, 7053, 5452, 11478, 14117, 9534, 12649, 7394, 10128, 6232,
513, 3716, 7970, 14831, 8134, 8165, 6555, 13044, 3816, 10047, 6557, 11450, 1802, 1083, 14872, 2486, 7418, 6302,
11348, 3826, 15774, 441, 15656, 11880, 9044, 3603, 5765, 12005, 10468, 8458, 3515, 8042, 8488, 207, 1865, 14206,
12381, 123, 11539, 1847, 13650, 3190, 9573, 12388, 14254, 5639, 2122, 1055, 6329, 9836, 13596, 5466, 1436, 5978,
13644, 1244, 6551, 12294, 8415, 2796, 4059, 4746, 11510, 5056, 2774, 7337, 13215, 11725, 8444, 9411, 1326,
10274, 9591, 7630, 12259, 5355, 1255, 11378, 2454, 10400, 2607, 6369, 815, 8754, 2123, 9994, 11008, 9822, 14224,
785, 3915, 5273, 1508, 2610, 12798, 15223, 12287, 5340, 4362, 9562, 5561, 9540, 11021, 4013, 13921, 8001, 10379,
12042, 15474, 6453, 8594, 6909, 7396, 1163, 17, 13515, 10030, 8446, 11, 15518, 8198, 14368, 4764, 9048, 2234,
3887, 3576, 3470, 7355, 13945, 165, 4019, 10332, 7655, 11049, 10343, 14093, 14311, 11379, 13974, 11872, 9103,
1933, 7752, 1325, 5211, 13649, 9101, 12660, 567, 8050, 7674, 6235, 6236, 14204, 2919, 4821, 8540, 5110, 1097,
6944, 9390, 7575, 9626, 4913, 7310, 718, 8072, 7951, 38, 13372, 10248, 13950, 14181, 10361, 10583, 4063, 1226,
1225, 2593, 7472, 3994, 239, 14382, 5903, 9272, 10324, 2775, 3209, 15410, 6090, 6019, 14744, 10771, 7437, 15937,
9550, 9857, 6733, 6721, 8197, 10543, 2435, 11724, 9203, 4361, 889, 14357, 13599, 365, 4575, 14355, 13726, 8902,
12151, 10411, 13583, 4128, 14205, 3702, 14371, 10618, 1857, 10461, 10726, 13139, 12078, 9030, 8944, 14456, 452,
10353, 686, 14261, 13858, 14286, 15601, 972, 3717, 535, 3787, 2287, 937, 5500, 14037, 5185, 9530, 12006, 5560,
9955, 4464, 398, 7397, 2464, 8359, 13112, 2451, 4384, 15917, 3459, 581, 5382, 3003, 2667, 350, 11003, 9104,
5423, 10236, 15303, 7966, 1114, 6125, 12535, 4172, 7867, 143, 260, 888, 1224, 1291, 1431, 1556, 1663, 1724,
2584, 2594, 2596, 3079, 3946, 4007, 4082, 4291, 4551, 5607, 6633, 2231, 7395, 7398, 7532, 7590, 7591, 7592, 617,
7915, 8068, 8242, 8487, 8599, 8861, 9207, 9370, 9432, 9472, 9634, 7448, 9729, 10097, 10603, 11267, 11392, 11544,
11985, 12003, 12177, 12470, 12696, 13217, 13322, 13363, 13371, 13386, 13561, 13922, 4184, 14367, 14420, 14968,
15142, 15742, 15815, 15976, 15978
"""
NAMES = ("age", "educ", "hispan", "white", "married", "nodegree", "re74", "re75")


@dataclass(frozen=True)
class Lalonde:
    X: np.ndarray
    black: np.ndarray
    treated: np.ndarray
    earnings: np.ndarray
    names: tuple[str, ...] = NAMES


def _frame(name):
    import causaldata

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(causaldata, name).load_pandas().data


def _seven(values):
    return np.array([float(f"{value:.7g}") for value in values])


@pytest.fixture(scope="session")
def lalonde():
    import pandas as pd

    trial, survey = _frame("nsw_mixtape"), _frame("cps_mixtape")
    rows = [int(row) for row in CONTROLS.split(",")]
    frame = pd.concat([trial[trial.treat == 1], survey.iloc[rows]], ignore_index=True)
    white = 1 - frame.black - frame.hisp
    columns = [frame.age, frame.educ, frame.hisp, white, frame.marr, frame.nodegree, _seven(frame.re74)]
    X = np.column_stack([*columns, _seven(frame.re75)]).astype(float)
    return Lalonde(X, frame.black.to_numpy(float), frame.treat.to_numpy() == 1, _seven(frame.re78))


@pytest.fixture(scope="session")
def trial():
    return _frame("nsw_mixtape")


@pytest.fixture(scope="session")
def survey():
    return _frame("cps_mixtape")
