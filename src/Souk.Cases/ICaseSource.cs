using Souk.Core.Engine;
using Souk.Core.Events;

namespace Souk.Cases;

/// <summary>A projection that finds what people should look at; it runs before the cases.</summary>
public interface ICaseSource
{
    /// <summary>What the event just applied gives rise to, or null. A pure function of the source's state.</summary>
    CaseDraft? DraftFor(EventView e);

    /// <summary>What the directive just applied gives rise to. A pure function of the source's state; nothing by
    /// default.</summary>
    IReadOnlyList<CaseDraft> DraftsFor(Directive directive) => [];
}
