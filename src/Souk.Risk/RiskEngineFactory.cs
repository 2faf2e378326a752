using Souk.Core.Engine;

namespace Souk.Risk;

/// <summary>Makes risk engines; they run after the features, and after the links where there are any.</summary>
public sealed class RiskEngineFactory : IProjectionFactory
{
    private readonly string? _candidate;

    /// <summary>Makes a factory of engines that follow the policies of the log.</summary>
    public RiskEngineFactory() => Name = RiskEngine.ProjectionName;

    /// <summary>Makes a factory of engines that follow one policy from the first event on, whatever the log says: for
    /// back-tests. Lists are those of the log.</summary>
    /// <param name="candidatePolicy">The policy's text.</param>
    public RiskEngineFactory(string candidatePolicy)
    {
        _candidate = candidatePolicy;
        Name = RiskEngine.CandidateName;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RiskEngine(context, _candidate);
    }
}
