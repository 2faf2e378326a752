using System.Globalization;
using Souk.Core.Engine;
using Souk.Risk.Models;

namespace Souk.Risk;

/// <summary>Makes risk engines; they run after the features, and after the links where there are any.</summary>
public sealed class RiskEngineFactory : IProjectionFactory
{
    private readonly string? _candidate;
    private readonly IReadOnlyDictionary<string, RiskModel> _models = new Dictionary<string, RiskModel>();
    private readonly bool _decides = true;

    /// <summary>Makes a factory of engines that follow the policies of the log.</summary>
    public RiskEngineFactory() => Name = RiskEngine.ProjectionName;

    /// <summary>Makes a factory of engines that follow one policy from the first event on, whatever the log says: for
    /// back-tests. Lists are those of the log.</summary>
    /// <param name="candidatePolicy">The policy's text.</param>
    /// <param name="models">The models to use from the first event on, by name; for other names those that were in
    /// force at each position.</param>
    /// <param name="number">Which of several such engines of a fold it is, from 0.</param>
    public RiskEngineFactory(
        string candidatePolicy, IReadOnlyDictionary<string, RiskModel>? models = null, int number = 0)
    {
        _candidate = candidatePolicy;
        _models = models ?? _models;
        Name = string.Create(CultureInfo.InvariantCulture, $"{RiskEngine.CandidateName}-{number}");
    }

    private RiskEngineFactory(string policy, bool decides)
        : this(policy) => _decides = decides;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RiskEngine(context, Name, _candidate, _models, _decides);
    }

    /// <summary>Makes a factory of engines that decide nothing and read the rows of models.</summary>
    /// <param name="policy">The policy whose outcomes label the rows.</param>
    internal static RiskEngineFactory ForRows(string policy) => new(policy, decides: false);
}
