using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Souk.Cases;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Server.Cases;

/// <summary>Reads a search for cases from a request's query.</summary>
internal static class CaseQueryReader
{
    internal static CaseQuery? Read(IQueryCollection asked, out string path, out string problem)
    {
        path = string.Empty;
        problem = string.Empty;
        CaseQuery query = new()
        {
            Kind = asked["kind"],
            Assignee = asked["assignee"],
            Text = asked["text"],
        };
        if (asked["due_before"] is [string before])
        {
            if (!Rfc3339.TryParse(Encoding.UTF8.GetBytes(before), out LogTime due))
            {
                (path, problem) = ("due_before", $"'{before}' is no time such as 2026-03-01T12:30:00Z");
                return null;
            }

            query = query with { DueBefore = Rfc3339.Format(due) };
        }

        if (asked["status"] is [string status])
        {
            if (status == "all")
            {
                query = query with { IncludeClosed = true };
            }
            else if (Enum.TryParse(status, ignoreCase: true, out CaseStatus parsed) && !int.TryParse(status, out _))
            {
                query = query with { Status = parsed };
            }
            else
            {
                (path, problem) = ("status", $"'{status}' is none of open, assigned, closed, all");
                return null;
            }
        }

        if (asked["entity"] is [string entity])
        {
            string[] parts = entity.Split(':', 2);
            if (parts.Length < 2)
            {
                (path, problem) = ("entity", $"'{entity}' is no entity; write KIND:ID, such as shopper:s17");
                return null;
            }

            query = query with { Subject = new CaseSubject(parts[0], parts[1]) };
        }

        return ReadNumbers(asked, query, out path, out problem);
    }

    private static CaseQuery? ReadNumbers(
        IQueryCollection asked, CaseQuery query, out string path, out string problem)
    {
        path = string.Empty;
        problem = string.Empty;
        if (asked["count"] is [string count])
        {
            if (!int.TryParse(count, CultureInfo.InvariantCulture, out int number)
                || number is < 1 or > CaseQuery.MaxCount)
            {
                (path, problem) = ("count", $"'{count}' is no whole number from 1 to {CaseQuery.MaxCount}");
                return null;
            }

            query = query with { Count = number };
        }

        if (asked["skip"] is [string skip])
        {
            if (!int.TryParse(skip, CultureInfo.InvariantCulture, out int number) || number < 0)
            {
                (path, problem) = ("skip", $"'{skip}' is no whole number of at least 0");
                return null;
            }

            query = query with { Skip = number };
        }

        return query;
    }
}
