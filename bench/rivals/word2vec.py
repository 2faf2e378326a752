"""gensim's word2vec on the corpus that the benchmark wrote; prints name=value lines.

usage: word2vec.py CORPUS.txt DIMENSION WINDOW NEGATIVE SAMPLE EPOCHS
"""
import os
import sys
import time

from gensim.models import Word2Vec

corpus_file = sys.argv[1]
dimension, window, negative = (int(value) for value in sys.argv[2:5])
sample, epochs = float(sys.argv[5]), int(sys.argv[6])
with open(corpus_file, encoding="utf-8") as lines:
    sentences = [line.split() for line in lines]
words = sum(len(sentence) for sentence in sentences)

model = Word2Vec(
    vector_size=dimension, window=window, sg=1, hs=0, negative=negative, sample=sample, min_count=1, epochs=epochs,
    workers=os.cpu_count(), seed=1)
model.build_vocab(sentences)
start = time.perf_counter()
model.train(sentences, total_examples=model.corpus_count, epochs=epochs)
print(f"words_per_s={words * epochs / (time.perf_counter() - start):.0f}")

# The same through gensim's faster path, which reads the file itself.
model = Word2Vec(
    vector_size=dimension, window=window, sg=1, hs=0, negative=negative, sample=sample, min_count=1, epochs=epochs,
    workers=os.cpu_count(), seed=1)
model.build_vocab(corpus_file=corpus_file)
start = time.perf_counter()
model.train(
    corpus_file=corpus_file, total_examples=model.corpus_count, total_words=model.corpus_total_words, epochs=epochs)
print(f"file_words_per_s={words * epochs / (time.perf_counter() - start):.0f}")
