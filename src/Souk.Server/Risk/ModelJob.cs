namespace Souk.Server.Risk;

/// <summary>A training or a trial of a model in the background, or how it ended.</summary>
/// <param name="Name">The model.</param>
/// <param name="Kind">What is done: <c>train</c> or <c>promote</c>.</param>
/// <param name="State"><c>running</c>, <c>done</c>, <c>refused</c> (a promotion that is no better) or
/// <c>failed</c>.</param>
/// <param name="Detail">How far it is, or how it ended.</param>
/// <param name="Version">The version that it made or tried; 0 while there is none.</param>
internal sealed record ModelJob(string Name, string Kind, string State, string Detail, int Version);
