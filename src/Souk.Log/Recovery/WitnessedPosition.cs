namespace Souk.Log.Recovery;

/// <summary>What a <see cref="DurableWitness"/> says: the log of that identity was durable up to that position.
/// </summary>
internal readonly record struct WitnessedPosition(ulong Identity, LogPosition Position);
