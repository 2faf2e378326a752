using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Server.Access;
using Souk.Server.Definitions;
using Souk.Server.Entities;
using Souk.Server.Events;
using Souk.Server.Experiments;
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
        MapExperiments(application, access, engine);
        application.MapGet("/metrics", access.Require(Role.Serve, prometheus.Handle));
        application.MapGet("/openapi.json", OpenApiDocument.Handle);
        application.MapGet("/health", HealthEndpoint.Live);
        application.MapGet("/ready", health.Ready);
    }

    private static void MapExperiments(WebApplication application, AccessPolicy access, SoukEngine engine)
    {
        ExperimentEndpoint experiments = new(engine);
        application.MapPost("/v1/experiments", access.Require(Role.Admin, experiments.Start));
        application.MapPost("/v1/experiments/{name}/stop", access.Require(Role.Admin, experiments.Stop));
        application.MapGet("/v1/experiments", access.Require(Role.Analyst, experiments.List));
        application.MapGet("/v1/experiments/{name}", access.Require(Role.Analyst, experiments.Report));
        application.MapGet("/v1/assignments/{kind}/{id}", access.Require(Role.Serve, experiments.Assign));
    }
}
