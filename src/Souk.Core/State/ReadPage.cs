namespace Souk.Core.State;

/// <summary>Fills one page of an arena that is being restored.</summary>
/// <param name="index">Which page, from 0.</param>
/// <param name="page">Where to put its <see cref="Arena.PageBytes"/> bytes.</param>
public delegate void ReadPage(int index, Span<byte> page);
