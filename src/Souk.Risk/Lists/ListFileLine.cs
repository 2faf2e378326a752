namespace Souk.Risk.Lists;

/// <summary>One line of a list file, read.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Entry">The entry, or null if the line is wrong.</param>
/// <param name="Error">What is wrong; empty if nothing is.</param>
public sealed record ListFileLine(int Line, ListEntry? Entry, string Error);
