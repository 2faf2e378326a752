using Souk.Cases;
using Souk.Core.Engine;
using Souk.Experiments;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Online;
using Souk.Risk;
using Souk.Risk.Monitoring;

namespace Souk.Server;

/// <summary>The projections that a server runs, in the order in which they see each event.</summary>
public static class StandardProjections
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IProjectionFactory> All { get; } =
    [
        new FeatureEngineFactory(),
        new LinkProjectionFactory(),
        new RingProjectionFactory(),
        new RiskEngineFactory(),
        new RiskMonitorFactory(),
        new InteractionProjectionFactory(),
        new RankerProjectionFactory(),
        new OnlineProjectionFactory(),
        new ExperimentProjectionFactory(),
        new CaseProjectionFactory(),
    ];
}
