namespace Souk.Log.Tests.Simulation;

/// <summary>The simulated machine or process stops here. Not an IOException: the log must not handle it.</summary>
internal sealed class SimulatedCrashException() : Exception("Simulated crash.");
