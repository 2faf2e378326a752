using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Server.Access;
using Souk.Server.Definitions;
using Souk.Server.Entities;
using Souk.Server.Events;
using Souk.Server.Http;
using Souk.Server.Telemetry;

namespace Souk.Server;

/// <summary>Every path of the API in one place.</summary>
internal static class Routes
{
    internal static void Map(
        WebApplication application,
        AccessPolicy access,
        ServerOptions options,
        SoukEngine engine,
        DeadLetterFile deadLetters,
        RequestMetrics metrics)
    {
        EventEndpoint events = new(engine, new EventIntake(engine, TimeProvider.System, deadLetters), options);
        DefinitionEndpoint definition = new(engine);
        HealthEndpoint health = new(engine);
        PrometheusEndpoint prometheus = new(engine, metrics, deadLetters);
        application.MapPost("/v1/events", access.Require(Role.Ingest, events.Handle));
        ReaderPool readers = new();
        application.MapGet("/v1/entities/{kind}/{id}", access.Require(Role.Serve, new EntityEndpoint(engine, readers).Handle));
        application.MapPost("/v1/features", access.Require(Role.Serve, new FeatureEndpoint(engine, readers).Handle));
        application.MapGet("/v1/definition", access.Require(Role.Analyst, definition.Get));
        application.MapPut("/v1/definition", access.Require(Role.Admin, definition.Put));
        application.MapGet("/metrics", access.Require(Role.Serve, prometheus.Handle));
        application.MapGet("/openapi.json", OpenApiDocument.Handle);
        application.MapGet("/health", HealthEndpoint.Live);
        application.MapGet("/ready", health.Ready);
    }
}
