using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Cells;
using Souk.Features.Reading;
using Souk.Features.Sources;
using Souk.Log;

namespace Souk.Features.Engine;

/// <summary>
/// The exact windowed features of a definition, as a projection of the log. The sequencer's thread applies events;
/// readers run on other threads while the sequencer is held off, or on its own.
/// </summary>
public sealed class FeatureEngine : IProjection
{
    /// <summary>The name of the projection, its arena and its folder.</summary>
    public const string ProjectionName = "features";

    private readonly DefinitionPlan _plan;
    private readonly FeatureState _state;
    private readonly EventViewInputs _inputs;

    internal FeatureEngine(ProjectionContext context, DefinitionPlan plan)
    {
        Context = context;
        _plan = plan;
        Arena = new Arena(ProjectionName);
        _state = new FeatureState(plan.Updates, Arena, context.Entities, context.Folder);
        _inputs = new EventViewInputs(plan.Sources);
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The definition that the features are of.</summary>
    public MarketplaceDefinition Definition => _plan.Definition;

    /// <summary>The bytes of the effect journal that are in files at present.</summary>
    public long JournalFileBytes => _state.Journal.FileBytes;

    internal ProjectionContext Context { get; }

    internal DefinitionPlan Plan => _plan;

    internal FeatureState State => _state;

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        _inputs.Begin(e);
        _state.Apply(e.Type.Index, _inputs, e.Time.Microseconds, e.Position.Value);
        _inputs.End();
    }

    /// <inheritdoc/>
    public void Flush() => _state.Flush();

    /// <inheritdoc/>
    public void Sync() => _state.Journal.Sync();

    /// <inheritdoc/>
    public void Restored() => _state.Restored();

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        Arena.Dispose();
    }

    /// <summary>A reader of columns that are kept for one key, such as a card or a shopper with an item
    /// category.</summary>
    /// <param name="columns">The columns' names; at least one.</param>
    /// <exception cref="ArgumentException">A column does not exist, or two are kept for different keys.</exception>
    public FeatureReader CreateReader(IReadOnlyList<string> columns) => new(this, columns);

    /// <summary>A reader of columns for the keys that events of one type have.</summary>
    /// <param name="type">The event type.</param>
    /// <param name="columns">The columns' names.</param>
    /// <exception cref="ArgumentException">A column does not exist, or events of the type do not have its
    /// key.</exception>
    public EventFeatureReader CreateReader(EventType type, IReadOnlyList<string> columns) => new(this, type, columns);

    /// <summary>The columns that a reader for events of a type can have: those whose keys the events have.</summary>
    /// <param name="type">The event type.</param>
    public IReadOnlyList<FeatureColumn> ColumnsOf(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return [.. Definition.Columns.Where(
            c => _plan.Columns.ContainsKey(c.Name) && EventColumns.HasKey(type, c.Feature))];
    }

    internal CellReader ReaderOf(int store, ReadOnlySpan<long> key) => new(Arena, _state.FindRow(store, key));
}
