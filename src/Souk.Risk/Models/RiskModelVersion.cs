using Souk.Log;

namespace Souk.Risk.Models;

/// <summary>One version of a model, as the log has it.</summary>
/// <param name="Name">The model.</param>
/// <param name="Number">Its version, from 1.</param>
/// <param name="By">Who handed it in; empty if not known.</param>
/// <param name="Position">Where in the log it was handed in.</param>
/// <param name="Hash">The SHA-256 of its file.</param>
/// <param name="Model">The model; null if it is too old to be kept, or if this build cannot read it.</param>
/// <param name="Use">How it is used.</param>
/// <param name="UsedFrom">From which position on; zero while it never was.</param>
/// <param name="Why">What was said when its use last changed, such as what the promotion's test found.</param>
public sealed record RiskModelVersion(
    string Name, int Number, string By, LogPosition Position, string Hash, RiskModel? Model, ModelVersionUse Use,
    LogPosition UsedFrom, string Why);
