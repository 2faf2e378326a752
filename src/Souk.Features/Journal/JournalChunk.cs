namespace Souk.Features.Journal;

/// <summary>A run of journal records that is kept, written and read as a whole.</summary>
internal sealed class JournalChunk
{
    internal JournalChunk(long start) => Start = start;

    /// <summary>Where it starts in the journal.</summary>
    internal long Start { get; }

    internal int Length { get; set; }

    internal long End => Start + Length;

    /// <summary>The chunk after it, or null for the newest.</summary>
    internal JournalChunk? Next { get; set; }

    /// <summary>Its content while it is in memory.</summary>
    internal byte[]? Buffer { get; set; }

    /// <summary>How many cursors and caches keep the content in memory.</summary>
    internal int Users { get; set; }

    /// <summary>The file that holds it, or null if it is in memory only.</summary>
    internal JournalSegment? Segment { get; set; }

    /// <summary>Where its content starts in that file.</summary>
    internal long FileOffset { get; set; }
}
