using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Features.Engine;

namespace Souk.Features.Reading;

/// <summary>Reads the columns that chosen expressions over events of one type name: once for all of them. One thread at
/// a time.</summary>
public sealed class ProgramColumns
{
    private readonly EventFeatureReader? _reader;
    private readonly int[] _columns;
    private readonly FeatureValue[] _read;
    private readonly ColumnValues _values;

    /// <summary>Makes a reader.</summary>
    /// <param name="features">Where the columns are kept.</param>
    /// <param name="type">The event type.</param>
    /// <param name="members">The paths that the compiled expressions read; those that are no columns are passed
    /// over.</param>
    /// <param name="values">Where the values go.</param>
    public ProgramColumns(
        FeatureEngine features, EventType type, IReadOnlySet<string> members, ColumnValues values)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(members);
        _values = values;
        FeatureColumn[] columns =
        [
            .. EventColumns.Of(type, features.Definition.Columns).Where(c => members.Contains(EventColumns.PathOf(c))),
        ];
        _columns = [.. columns.Select(c => c.Index)];
        _read = new FeatureValue[columns.Length];
        _reader = columns.Length == 0 ? null : features.CreateReader(type, [.. columns.Select(c => c.Name)]);
    }

    /// <summary>Reads for an event.</summary>
    /// <param name="e">The event, see <see cref="EventFeatureReader.Read"/>.</param>
    public void Read(EventView e)
    {
        if (_reader is null)
        {
            return;
        }

        _reader.Read(e, _read);
        Span<FeatureValue> values = _values.All;
        for (int i = 0; i < _columns.Length; i++)
        {
            values[_columns[i]] = _read[i];
        }
    }
}
