namespace Souk.Import;

/// <summary>How far an import has come.</summary>
/// <param name="BytesRead">Bytes of the files read.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Events">Events acknowledged.</param>
public readonly record struct ImportProgress(long BytesRead, long BytesTotal, long Rows, long Events);
