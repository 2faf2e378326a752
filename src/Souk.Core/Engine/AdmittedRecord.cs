using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>A record of the log that was admitted and is not yet applied.</summary>
/// <param name="Start">Where it starts in the bytes that hold it.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Time">Its log time.</param>
/// <param name="IsNew">False for an event whose id was seen before: it is not applied.</param>
internal readonly record struct AdmittedRecord(int Start, int Length, LogTime Time, bool IsNew);
