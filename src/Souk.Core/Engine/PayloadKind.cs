namespace Souk.Core.Engine;

/// <summary>What a batch of the log holds; the numbers are on disk.</summary>
internal enum PayloadKind : byte
{
    /// <summary>Event records, encoded under one version of the definition.</summary>
    Events = 1,

    /// <summary>The text of a definition.</summary>
    Definition = 2,

    /// <summary>A <see cref="Engine.Directive"/>.</summary>
    Directive = 3,
}
