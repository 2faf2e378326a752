using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Graph.Links;
using Souk.Graph.Pictures;
using Souk.Log;
using Souk.Server.Http;

namespace Souk.Server.Links;

/// <summary><c>GET /v1/entities/{kind}/{id}/links</c>: who shares what with an entity, as JSON or as a
/// picture.</summary>
internal sealed class LinkEndpoint(SoukEngine engine)
{
    internal async Task Handle(HttpContext context)
    {
        MarketplaceDefinition definition = engine.Definition;
        string kindName = (string)context.Request.RouteValues["kind"]!;
        string id = (string)context.Request.RouteValues["id"]!;
        IReadOnlyList<EntityKind> kinds = definition.Links.SubjectKinds;
        if (kinds.FirstOrDefault(k => k.Name == kindName) is not EntityKind kind)
        {
            await Problem.Write(
                context, 404, "No links for this kind",
                $"'{kindName}' is no subject of links{Suggestion.For(kindName, kinds.Select(k => k.Name), "subjects")}",
                "kind");
            return;
        }

        string format = context.Request.Query["format"].ToString();
        if (format is not ("" or "json" or "svg"))
        {
            await Problem.Write(
                context, 400, "Unknown format", $"'{format}' is no format; write json or svg.", "format");
            return;
        }

        LinkNeighbourhood neighbourhood = Read(
            kind, id, out LogPosition position, out LogTime time, out string[] columns, out double[] values);
        if (format == "svg")
        {
            byte[] svg = Encoding.UTF8.GetBytes(LinkPicture.Draw(neighbourhood));
            context.Response.ContentType = "image/svg+xml";
            context.Response.ContentLength = svg.Length;
            await context.Response.Body.WriteAsync(svg, context.RequestAborted);
            return;
        }

        await JsonReply.Write(context, 200, json =>
        {
            json.WriteString("kind", kind.Name);
            json.WriteString("id", id);
            json.WriteNumber("position", position.Value);
            if (time != LogTime.BeforeAll)
            {
                json.WriteString("time", Rfc3339.Format(time));
            }

            LinkJson.WriteColumns(json, columns, values);
            LinkJson.WriteGraph(json, neighbourhood);
        });
    }

    private LinkNeighbourhood Read(
        EntityKind kind, string id, out LogPosition position, out LogTime time, out string[] columns,
        out double[] values)
    {
        using FoldScope scope = engine.Read();
        EntityKind current = scope.Fold.Definition.FindKind(kind.Name) ?? kind;
        LinkProjection links = scope.Fold.Projection<LinkProjection>();
        LinkReader reader = links.CreateReader();
        columns = [.. reader.Columns];
        values = new double[columns.Length];
        reader.ReadFor(current, id, values);
        position = scope.Fold.Position;
        time = scope.Fold.Time;
        return LinkNeighbourhood.Read(links, current, id);
    }
}
