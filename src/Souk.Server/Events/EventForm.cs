namespace Souk.Server.Events;

/// <summary>How the events of a request are written.</summary>
internal enum EventForm
{
    /// <summary>One JSON object, or an array of them.</summary>
    Json,

    /// <summary>One JSON object a line.</summary>
    Lines,

    /// <summary>One CloudEvents 1.0 envelope.</summary>
    CloudEvent,

    /// <summary>An array of CloudEvents 1.0 envelopes.</summary>
    CloudEventBatch,
}
