using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>What a log holds at a moment.</summary>
/// <param name="Last">The last position; zero if it is empty.</param>
/// <param name="First">The log time of its first record.</param>
/// <param name="Latest">The log time of its last record.</param>
internal readonly record struct LogSpan(LogPosition Last, LogTime First, LogTime Latest);
