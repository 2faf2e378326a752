using Souk.Core;
using Souk.Core.Definition;

namespace Souk.Experiments.Assignment;

/// <summary>What an experiment measures on each of its units.</summary>
/// <param name="Name">Its name, unique within the experiment.</param>
/// <param name="Event">The events that count.</param>
/// <param name="UnitField">The field of the event that names the unit.</param>
/// <param name="Kind">How they count.</param>
/// <param name="Value">The field that is summed, for <see cref="MetricKind.Sum"/>.</param>
/// <param name="Within">How long after the exposure events count; <see cref="Duration.Ever"/> for no limit.</param>
/// <param name="Covariate">A feature column of the unit that is read at the exposure and taken out of the metric's
/// variance (CUPED; Deng, Xu, Kohavi &amp; Walker, 2013), or null.</param>
/// <param name="MaxHarm">For a guardrail: the relative change for the worse that must not happen, such as 0.02; null
/// for a metric that is no guardrail.</param>
/// <param name="HigherIsBetter">Whether more of it is good.</param>
public sealed record MetricPlan(
    string Name,
    EventType Event,
    FieldDefinition UnitField,
    MetricKind Kind,
    FieldDefinition? Value,
    Duration Within,
    FeatureColumn? Covariate,
    double? MaxHarm,
    bool HigherIsBetter);
