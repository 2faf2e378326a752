"""scikit-learn's isolation forest, k-means, TF-IDF and logistic regression on what the benchmark wrote; prints name=seconds lines.

usage: unsupervised.py ROWS.f32 COLUMNS TEXTS.txt CLUSTERS ITERATIONS LABELS.f32
The first file holds the table row after row as 32-bit floats, the second one text a line, the
last a class (0 or 1) for each row of the table.
"""
import sys
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.ensemble import IsolationForest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
file, columns, texts, clusters, iterations = (
    sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
rows = np.fromfile(file, dtype=np.float32).reshape(-1, columns)
labels = np.fromfile(sys.argv[6], dtype=np.float32)
with open(texts, encoding="utf-8") as lines:
    documents = lines.read().splitlines()


def best(work):
    least = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - start)
    return least


print("forest=%r" % best(
    lambda: IsolationForest(n_estimators=100, max_samples=256, random_state=1, n_jobs=-1).fit(rows).score_samples(rows)))
print("kmeans=%r" % best(
    lambda: KMeans(n_clusters=clusters, n_init=1, max_iter=iterations, tol=0, random_state=1).fit(rows)))
print("tfidf=%r" % best(
    lambda: TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(documents)))
print("logistic=%r" % best(lambda: LogisticRegression(C=1.0, max_iter=500).fit(rows, labels)))
