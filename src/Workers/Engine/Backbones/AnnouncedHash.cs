using System.Net;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Asks the home of a file which hash it has, before the file is fetched: Hugging Face's <c>X-Linked-Etag</c> (SHA-256 of a large file) or
/// <c>ETag</c> (Git's of a small one), Google's <c>x-goog-hash</c> (MD5).</summary>
internal sealed class AnnouncedHash : IDisposable
{
    private const int MostRedirects = 5;

    // The answer that says the hash is the one that leads elsewhere.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) });

    /// <param name="silence">How long the home may say nothing.</param>
    public AnnouncedHash(TimeSpan silence) => http.Timeout = silence;

    /// <returns>Null where it announces none.</returns>
    /// <exception cref="TransferException">It has no such file, or says nothing.</exception>
    public async Task<string?> AskAsync(Uri file, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < MostRedirects; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, file);
            using var response = await SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                throw new TransferException(new("weights.transfer.missing")) { IsFinal = true };
            }
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                response.EnsureSuccessStatusCode();
            }
            if (Of(response) is { } hash)
            {
                return hash;
            }
            // A repository that has another name now; what leads to another home has nothing to say about this one.
            if (response.Headers.Location is not { } next || (next.IsAbsoluteUri && next.Authority != file.Authority))
            {
                return null;
            }
            file = new Uri(file, next);
        }
        return null;
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException(
                new(
                    "weights.transfer.silent",
                    ("seconds", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{http.Timeout.TotalSeconds:0.###}")),
                    ("bytes", "0")
                )
            );
        }
    }

    private static string? Of(HttpResponseMessage response)
    {
        if (Header(response, "X-Linked-Etag").Select(Bare).FirstOrDefault(ContentHash.IsOne) is { } linked)
        {
            return linked;
        }
        if (Header(response, "x-goog-hash").SelectMany(value => value.Split(',')).Select(Md5).FirstOrDefault(ContentHash.IsOne) is { } md5)
        {
            return md5;
        }
        return response.IsSuccessStatusCode && Bare(response.Headers.ETag?.ToString() ?? "") is { Length: 40 or 64 } own && ContentHash.IsOne(own) ? own : null;
    }

    private static IEnumerable<string> Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values : [];

    private static string Bare(string tag) => tag.Trim().Trim('"');

    private static string Md5(string part)
    {
        const string Name = "md5=";
        var text = part.Trim();
        var bytes = new byte[16];
        return
            text.StartsWith(Name, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Name.Length..], bytes, out var count) && count == bytes.Length
            ? Convert.ToHexStringLower(bytes)
            : "";
    }
}
