namespace Souk.Core.Engine.Answers;

/// <summary>
/// The file of answers given under one definition over a span of the log. Little-endian: magic "SOUKANSW", format u32,
/// version of the definition u32, identity of the log u64, the position before the span i64, its last position i64;
/// the records one behind the other; the index, for each record its position i64, key u64 and offset i64; then the
/// position from which on the answers are whole i64, the offset of the index i64, the number of records i64, whether
/// the version ends with this file u32, and the CRC-32C of all that.
/// </summary>
internal static class AnswerFormat
{
    internal const uint Version = 1;
    internal const int HeadBytes = 40;
    internal const int EntryBytes = 24;
    internal const int FootBytes = 32;
    internal const string Extension = ".answers";

    internal static ReadOnlySpan<byte> Magic => "SOUKANSW"u8;
}
