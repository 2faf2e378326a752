namespace Souk.Log.Tests.Simulation;

internal sealed record ModelBatch(LogPosition First, int Count, LogTime FirstTime, LogTime LastTime, byte[] Payload)
{
    public LogPosition Last => First.Plus(Count - 1);
}
