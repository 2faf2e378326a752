using System.Runtime.CompilerServices;

namespace Souk.Features.Journal;

/// <summary>A reader that follows the journal's head at a distance in log time.</summary>
internal sealed class JournalCursor
{
    // Far enough for memory to answer, near enough to be still in the cache when the record's turn comes.
    private const int MaxRecordsAhead = 4;

    private readonly EffectJournal _journal;
    private JournalChunk? _chunk;
    private byte[] _buffer = [];
    private int _at;
    private int _ahead;
    private int _aheadRecords;

    internal JournalCursor(EffectJournal journal) => _journal = journal;

    /// <summary>The log time of the next record; the largest number at the journal's end.</summary>
    internal long NextTime { get; private set; } = long.MaxValue;

    /// <summary>Where the next record starts in the journal.</summary>
    internal long Offset => _chunk is null ? 0 : _chunk.Start + _at;

    /// <summary>The log position of the last record passed.</summary>
    internal long PassedPosition { get; set; }

    /// <summary>The next record: its effects and its position. Only while there is one.</summary>
    internal ReadOnlySpan<byte> Current(out long position)
    {
        ulong packed = ReadPacked();
        position = (long)(packed >> JournalFormat.LengthBits);
        return _buffer.AsSpan(_at + JournalFormat.RecordHeaderBytes, (int)(packed & JournalFormat.MaxRecordBytes));
    }

    /// <summary>Steps over the next record.</summary>
    internal void Advance()
    {
        ulong packed = ReadPacked();
        PassedPosition = (long)(packed >> JournalFormat.LengthBits);
        _at += JournalFormat.RecordHeaderBytes + (int)(packed & JournalFormat.MaxRecordBytes);
        _aheadRecords--;
        Peek();
    }

    /// <summary>Steps through the effects of records that are due soon, for their rows to be fetched into the cache;
    /// gives each once, some records before it is the next. False if there are no more at present.</summary>
    internal bool TryLookAhead(out ReadOnlySpan<byte> effects)
    {
        if (_ahead <= _at)
        {
            _ahead = _at;
            _aheadRecords = 0;
        }

        effects = default;
        if (_aheadRecords == MaxRecordsAhead || _ahead == _chunk!.Length)
        {
            return false;
        }

        int length = (int)(PackedAt(_ahead) & JournalFormat.MaxRecordBytes);
        effects = _buffer.AsSpan(_ahead + JournalFormat.RecordHeaderBytes, length);
        _ahead += JournalFormat.RecordHeaderBytes + length;
        _aheadRecords++;
        return true;
    }

    /// <summary>Puts the cursor to a place in a chunk.</summary>
    internal void MoveTo(JournalChunk chunk, int at)
    {
        Leave();
        Enter(chunk);
        _at = at;
        Peek();
    }

    /// <summary>Looks for the next record anew, after the journal grew or went on to another chunk.</summary>
    internal void Peek()
    {
        while (_at == _chunk!.Length)
        {
            if (_chunk.Next is not JournalChunk next)
            {
                NextTime = long.MaxValue;
                return;
            }

            Leave();
            Enter(next);
            _at = 0;
        }

        NextTime = Unsafe.ReadUnaligned<long>(ref _buffer[_at]);
    }

    private ulong ReadPacked() => PackedAt(_at);

    private ulong PackedAt(int record) => Unsafe.ReadUnaligned<ulong>(ref _buffer[record + sizeof(long)]);

    private void Enter(JournalChunk chunk)
    {
        _chunk = chunk;
        _buffer = _journal.Load(chunk);
        _ahead = 0;
    }

    private void Leave()
    {
        if (_chunk != null)
        {
            _journal.Unload(_chunk);
        }
    }
}
