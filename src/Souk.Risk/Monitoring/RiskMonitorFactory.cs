using Souk.Core.Engine;

namespace Souk.Risk.Monitoring;

/// <summary>Makes monitors; they run after the risk engine.</summary>
public sealed class RiskMonitorFactory : IProjectionFactory
{
    /// <inheritdoc/>
    public string Name => RiskMonitor.ProjectionName;

    /// <inheritdoc/>
    public IProjection Create(ProjectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RiskMonitor(context);
    }
}
