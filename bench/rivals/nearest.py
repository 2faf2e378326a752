"""faiss (flat) and hnswlib on the vectors that the benchmark wrote; prints name=value lines.

usage: nearest.py VECTORS.f32 QUERIES.f32 DIMENSION
"""
import os
import sys
import time

import faiss
import hnswlib
import numpy as np

vectors_file, queries_file, dimension = sys.argv[1], sys.argv[2], int(sys.argv[3])
vectors = np.fromfile(vectors_file, dtype=np.float32).reshape(-1, dimension)
queries = np.fromfile(queries_file, dtype=np.float32).reshape(-1, dimension)


def best_of(repeats, work):
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


faiss.omp_set_num_threads(os.cpu_count())
flat = faiss.IndexFlatIP(dimension)
flat.add(vectors)
seconds = best_of(5, lambda: flat.search(queries, 50))
print(f"flat_us={seconds / len(queries) * 1e6:.1f}")

unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
unit_queries = queries / np.linalg.norm(queries, axis=1, keepdims=True)
exact = faiss.IndexFlatIP(dimension)
exact.add(unit)
_, truth = exact.search(unit_queries, 10)

graph = hnswlib.Index(space="cosine", dim=dimension)
graph.init_index(max_elements=len(vectors), ef_construction=200, M=16, random_seed=1)
graph.set_num_threads(os.cpu_count())
start = time.perf_counter()
graph.add_items(vectors, np.arange(len(vectors)))
print(f"hnsw_build_s={time.perf_counter() - start:.2f}")
graph.set_num_threads(1)
for ef in range(10, 401, 5):
    graph.set_ef(ef)
    labels, _ = graph.knn_query(queries, k=10)
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(labels, truth)])
    if recall >= 0.95:
        seconds = best_of(5, lambda: graph.knn_query(queries, k=10))
        print(f"hnsw_ef={ef}")
        print(f"hnsw_recall={recall:.4f}")
        print(f"hnsw_queries_per_s={len(queries) / seconds:.0f}")
        break
