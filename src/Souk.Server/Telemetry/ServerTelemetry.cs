using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Souk.Core.Engine;

namespace Souk.Server.Telemetry;

/// <summary>
/// The server's traces and metrics for OpenTelemetry: one span a request, and the figures of the Prometheus endpoint
/// that people watch. Anything in the process may listen to them; they are sent away where an OTLP endpoint is
/// configured.
/// </summary>
internal sealed class ServerTelemetry : IDisposable
{
    /// <summary>The name of the trace source and the meter.</summary>
    internal const string Name = "Souk.Server";

    private static readonly ActivitySource _source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _durations;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    internal ServerTelemetry() => _durations = _meter.CreateHistogram<double>(
        "http.server.request.duration", "s", "Duration of requests.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = LatencyHistogram.Bounds,
        });

    /// <summary>Sends what was gathered, and ends.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _meter.Dispose();
    }

    /// <summary>Starts the span of a request, a child of its sender's if it names one; null if nobody
    /// listens.</summary>
    internal static Activity? Start(HttpRequest request)
    {
        if (!_source.HasListeners())
        {
            return null;
        }

        _ = ActivityContext.TryParse(
            request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out ActivityContext parent);
        Activity? activity = _source.StartActivity(request.Method, ActivityKind.Server, parent);
        activity?.SetTag("http.request.method", request.Method).SetTag("url.path", request.Path.Value);
        return activity;
    }

    /// <summary>Notes how a request ended.</summary>
    internal void End(Activity? activity, string method, string route, int status, TimeSpan duration)
    {
        if (_durations.Enabled)
        {
            _durations.Record(
                duration.TotalSeconds,
                new KeyValuePair<string, object?>("http.request.method", method),
                new KeyValuePair<string, object?>("http.route", route),
                new KeyValuePair<string, object?>("http.response.status_code", status));
        }

        if (activity is not null)
        {
            activity.DisplayName = $"{method} {route}";
            activity.SetTag("http.route", route).SetTag("http.response.status_code", status);
            activity.SetStatus(status >= 500 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        }
    }

    /// <summary>Offers an engine's figures.</summary>
    internal void Watch(SoukEngine engine)
    {
        _meter.CreateObservableCounter("souk.events", () => engine.Counters.Events, "{event}", "Events applied.");
        _meter.CreateObservableCounter(
            "souk.duplicates", () => engine.Counters.Duplicates, "{event}", "Events seen before.");
        _meter.CreateObservableCounter(
            "souk.refused_batches", () => engine.Counters.RefusedBatches, "{batch}", "Batches refused: queue full.");
        _meter.CreateObservableCounter(
            "souk.snapshots", () => engine.Counters.Snapshots, "{snapshot}", "Snapshots started.");
        _meter.CreateObservableGauge(
            "souk.log.position", () => engine.LastPosition.Value, "{event}", "The last log position.");
        _meter.CreateObservableGauge("souk.log.durable_position", () => engine.Log.DurablePosition.Value, "{event}",
            "The last log position on disk.");
        _meter.CreateObservableGauge("souk.snapshot.position", () => engine.SnapshotPosition.Value, "{event}",
            "The position of the newest snapshot.");
        _meter.CreateObservableGauge(
            "souk.queue.bytes", () => engine.WaitingBytes, "By", "Bytes of events waiting for the sequencer.");
        _meter.CreateObservableGauge(
            "souk.failed", () => engine.Failure is null ? 0 : 1, null, "1 if no more events are taken.");
    }

    /// <summary>Sends traces and metrics to an OTLP endpoint as protobuf over HTTP. Headers, timeouts and the interval
    /// come from OpenTelemetry's own environment variables.</summary>
    internal void Export(Uri endpoint)
    {
        string address = endpoint.AbsoluteUri.TrimEnd('/');
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("souk", serviceVersion: Version);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Name)
            .AddOtlpExporter(o => Configure(o, new Uri(address + "/v1/traces"))).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Name)
            .AddOtlpExporter(o => Configure(o, new Uri(address + "/v1/metrics"))).Build();
    }

    private static string Version => typeof(ServerTelemetry).Assembly.GetName().Version!.ToString(3);

    private static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
    }
}
