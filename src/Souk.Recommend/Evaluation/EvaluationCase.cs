using Souk.Log;

namespace Souk.Recommend.Evaluation;

/// <summary>A moment at which recommendations are asked for, and what they should hold.</summary>
/// <param name="Position">The event before which it is asked.</param>
/// <param name="Subject">Whom for.</param>
/// <param name="Wanted">The ids of the objects that came, with what they were worth.</param>
internal sealed record EvaluationCase(LogPosition Position, string Subject, IReadOnlyDictionary<string, double> Wanted);
