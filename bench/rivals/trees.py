"""XGBoost (hist) on the table that the benchmark wrote; prints name=value lines.

usage: trees.py TABLE.f32 ROWS COLUMNS TREES DEPTH
The file holds the columns one after another and then the labels, all as 32-bit floats.
"""
import os
import sys
import time

import numpy as np
import xgboost

file, rows, columns, trees, depth = sys.argv[1], *map(int, sys.argv[2:6])
numbers = np.fromfile(file, dtype=np.float32)
table = np.ascontiguousarray(numbers[: rows * columns].reshape(columns, rows).T)
labels = numbers[rows * columns:]
settings = {
    "tree_method": "hist",
    "max_depth": depth,
    "eta": 0.1,
    "objective": "binary:logistic",
    "max_bin": 256,
    "nthread": os.cpu_count(),
}
best = float("inf")
for _ in range(2):
    start = time.perf_counter()
    data = xgboost.DMatrix(table, label=labels)
    model = xgboost.train(settings, data, trees)
    best = min(best, time.perf_counter() - start)
score = model.predict(data)
wrong = np.where(labels > 0.5, score, 1 - score)
print(f"seconds={best}")
print(f"log_loss={-np.log(np.maximum(wrong, 1e-15)).mean()}")
