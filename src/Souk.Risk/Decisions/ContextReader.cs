using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Graph.Links;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>Fills a context with what chosen expressions over events of one type read: once for all of them.</summary>
internal sealed class ContextReader
{
    private readonly DecisionContext _context;
    private readonly ProgramColumns _columns;
    private readonly LinkReader? _links;
    private readonly NeighbourColumns? _neighbours;
    private readonly FieldDefinition? _subject;

    /// <summary>Makes a reader.</summary>
    /// <param name="type">The event type.</param>
    /// <param name="members">The paths that the expressions read.</param>
    /// <param name="context">What is filled.</param>
    /// <param name="features">The features.</param>
    /// <param name="links">The links, or null.</param>
    internal ContextReader(
        EventType type, HashSet<string> members, DecisionContext context, FeatureEngine features, LinkProjection? links)
    {
        _context = context;
        _columns = new ProgramColumns(features, type, members, context.Columns);
        if (links is not null && members.Any(IsLinked))
        {
            _links = links.CreateReader();
            _subject = PolicySchemas.LinkSubject(features.Definition, type);
            _neighbours = NeighbourColumns.Create(type, members, features, _links, context.Neighbours);
        }
    }

    /// <summary>Reads for an event that was applied last.</summary>
    internal void Read(EventView e)
    {
        _context.Event = e;
        _columns.Read(e);
        _links?.ReadFor(_subject!.Type.Entity!, e.Entity(_subject.Index), _context.Links);
        _neighbours?.Read();
    }

    private static bool IsLinked(string member) =>
        member.StartsWith("links.", StringComparison.Ordinal)
        || member.StartsWith(NeighbourColumns.Root + ".", StringComparison.Ordinal);
}
