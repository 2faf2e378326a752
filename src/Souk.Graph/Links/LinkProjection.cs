using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>
/// The links of a definition, as a projection of the log: subjects tied to the carriers that events name them with,
/// strong links between subjects that share carriers of several kinds, components, and outcomes known so far. The
/// sequencer's thread applies events; readers run on other threads while the sequencer is held off, or on its own.
/// </summary>
public sealed class LinkProjection : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "links";

    private readonly LinkStep?[] _ties;
    private readonly LinkStep?[] _outcomes;

    internal LinkProjection(ProjectionContext context)
    {
        Context = context;
        Arena = new Arena(ProjectionName);
        LinkDefinition links = context.Definition.Links;
        State = new LinkState(Arena, context.Entities, links);
        _ties = Steps(context.Definition, links.Events);
        _outcomes = Steps(context.Definition, links.Bad);
        Columns = LinkColumns.Of(links);
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The definition of the links.</summary>
    public LinkDefinition Definition => Context.Definition.Links;

    /// <summary>The columns that <see cref="LinkReader"/> gives, in order; they depend on the definition alone. See
    /// <c>docs/links.md</c>.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many ties between subjects and carriers there are.</summary>
    public long Ties => State.Graph.Ties;

    internal ProjectionContext Context { get; }

    internal LinkState State { get; }

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        State.AdvanceTo(e.Time.Microseconds);
        if (_ties[e.Type.Index] is LinkStep ties && ties.Counts(e))
        {
            Tie(e, ties);
        }

        if (_outcomes[e.Type.Index] is LinkStep outcome && outcome.Counts(e))
        {
            for (int i = 0; i < outcome.SubjectFields.Length; i++)
            {
                if (e.Entity(outcome.SubjectFields[i]) is uint subject and > 0)
                {
                    State.MarkBad(outcome.SubjectSlots[i], subject);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Flush() => State.Save();

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored() => State.Restored();

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    /// <summary>A reader of the link columns; one for each thread.</summary>
    public LinkReader CreateReader() => new(this);

    /// <summary>Whether an outcome has said of a subject that it is bad, as far as the log goes.</summary>
    /// <param name="kind">Its kind; one that has no links is never known to be bad.</param>
    /// <param name="entity">Its number.</param>
    public bool IsKnownBad(EntityKind kind, uint entity)
    {
        ArgumentNullException.ThrowIfNull(kind);
        int slot = State.Graph.SlotOf(kind.Index);
        uint subject = slot < 0 || entity == 0 ? 0 : State.Graph.FindSubject(slot, entity);
        return subject != 0 && Arena.Read<SubjectBlock>(subject).Bad > 0;
    }

    private static LinkStep?[] Steps(MarketplaceDefinition definition, IReadOnlyList<LinkEvent> events)
    {
        LinkStep?[] steps = new LinkStep?[definition.EventTypes.Count];
        foreach (LinkEvent e in events)
        {
            steps[e.Type.Index] = new LinkStep(e, definition.Links.SubjectKinds, definition.Links.Carriers);
        }

        return steps;
    }

    private void Tie(EventView e, LinkStep step)
    {
        for (int i = 0; i < step.SubjectFields.Length; i++)
        {
            uint subject = e.Entity(step.SubjectFields[i]);
            for (int j = 0; subject != 0 && j < step.CarrierFields.Length; j++)
            {
                if (e.Entity(step.CarrierFields[j]) is uint carrier and > 0)
                {
                    State.Tie(step.SubjectSlots[i], subject, step.Carriers[j], carrier);
                }
            }
        }
    }
}
