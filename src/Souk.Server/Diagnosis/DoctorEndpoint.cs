using Microsoft.AspNetCore.Http;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Diagnosis;

/// <summary><c>GET /v1/doctor</c>: what is wrong with the server, and what to do.</summary>
internal sealed class DoctorEndpoint(Examination examination, PastReads past)
{
    internal async Task Handle(HttpContext context)
    {
        IReadOnlyList<Finding> findings = [];
        if (await past.TryRun(context, cancel => findings = examination.Run(cancel)))
        {
            await JsonReply.Write(context, 200, json => FindingsJson.Write(json, findings));
        }
    }
}
