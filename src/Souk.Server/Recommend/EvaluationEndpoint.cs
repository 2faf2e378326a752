using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Recommend.Evaluation;
using Souk.Server.Http;

namespace Souk.Server.Recommend;

/// <summary>Evaluations over HTTP.</summary>
internal sealed class EvaluationEndpoint(EvaluationJob job)
{
    /// <summary><c>POST /v1/evaluations?surface=&amp;moment=&amp;from=&amp;to=&amp;share=&amp;cases=&amp;train=</c>
    /// <c>&amp;with=</c>: begins one; what came of it is in <c>GET /v1/evaluations</c>.</summary>
    internal async Task Start(HttpContext context)
    {
        if (Read(context.Request.Query, out string problem, out string path) is not EvaluationOptions options)
        {
            await Problem.Write(context, 400, "The evaluation is not valid", problem, path);
        }
        else if (job.TryStart(options))
        {
            await JsonReply.Write(context, 202, json =>
            {
                json.WriteString("surface", options.Surface);
                json.WriteBoolean("is_running", true);
            });
        }
        else
        {
            await Problem.Write(
                context, 409, "Another evaluation is under way",
                $"'{job.State.Options?.Surface}' is being evaluated; one is at a time. GET /v1/evaluations tells " +
                "its end.");
        }
    }

    /// <summary><c>GET /v1/evaluations</c>: the newest one.</summary>
    internal Task Get(HttpContext context)
    {
        EvaluationState state = job.State;
        return JsonReply.Write(context, 200, json =>
        {
            json.WriteBoolean("is_running", state.IsRunning);
            if (state.IsRunning)
            {
                json.WriteNumber("position", job.Position);
            }

            if (state.Failure is not null)
            {
                json.WriteString("failure", state.Failure);
            }

            if (state.Report is not null)
            {
                json.WriteStartObject("report");
                EvaluationJson.Write(json, state.Report);
                json.WriteEndObject();
            }
        });
    }

    private static EvaluationOptions? Read(IQueryCollection query, out string problem, out string path)
    {
        problem = string.Empty;
        path = string.Empty;
        EvaluationOptions options = new() { Surface = query["surface"].ToString() };
        foreach (string name in query.Keys)
        {
            string text = query[name].ToString();
            path = name;
            problem = name switch
            {
                "surface" => string.Empty,
                "moment" => Take(WordForm.All<EvaluationMoment>().Contains(text), "visit or event",
                    () => options = options with { Moment = WordForm.Parse<EvaluationMoment>(text) }),
                "from" => Take(TryTime(text, out LogTime from), "a time such as 2026-03-01T12:30:00Z",
                    () => options = options with { From = from }),
                "to" => Take(TryTime(text, out LogTime to), "a time such as 2026-03-01T12:30:00Z",
                    () => options = options with { To = to }),
                "share" =>
                    Take(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share),
                    "a number", () => options = options with { Share = share }),
                "cases" => Take(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cases),
                    "a whole number", () => options = options with { Cases = cases }),
                "train" => Take(bool.TryParse(text, out bool train), "true or false",
                    () => options = options with { TrainRanker = train }),
                "with" => Take(
                    text.Split(',').All(WordForm.All<RecallSource>().Contains),
                    "a list of recall sources, with commas; there are "
                    + string.Join(", ", WordForm.All<RecallSource>()),
                    () => options = options with { With = [.. text.Split(',').Select(WordForm.Parse<RecallSource>)] }),
                _ => throw new System.Diagnostics.UnreachableException($"KnownParameters refuses '{name}'."),
            };
            if (problem.Length > 0)
            {
                problem = problem.Replace("{it}", $"'{text}'", StringComparison.Ordinal);
                return null;
            }
        }

        return Checked(options, ref problem, ref path);
    }

    private static EvaluationOptions? Checked(EvaluationOptions options, ref string problem, ref string path)
    {
        path = options.Surface.Length == 0 ? "surface" : string.Empty;
        problem = options.Surface.Length == 0 ? "Say which surface, such as ?surface=for_you." : string.Empty;
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            problem = Problem.MessageOf(e);
        }

        return problem.Length == 0 ? options : null;
    }

    private static string Take(bool isRight, string right, Action take)
    {
        if (isRight)
        {
            take();
        }

        return isRight ? string.Empty : $"{{it}} is not {right}.";
    }

    private static bool TryTime(string text, out LogTime time) =>
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out time);
}
