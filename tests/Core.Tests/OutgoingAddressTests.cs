using System.Text.RegularExpressions;
using MediatR;
using MlOpsDashboard.Core.Mail;

namespace MlOpsDashboard.Core.Tests;

/// <summary>The program fetches from addresses of its settings alone: nobody can make it ask a machine beside it.</summary>
public sealed partial class OutgoingAddressTests
{
    // Each with whose address it is.
    private static readonly string[] Known =
    [
        // MLOPS_WEIGHTS_URL, HF_ENDPOINT; a file is taken by its announced SHA-256 alone.
        "AnnouncedHash.cs",
        "WeightDownload.cs",
        "WeightStore.cs",
        // Mail:Host.
        "MailSender.cs",
        // Access:OpenIdConnect:Authority.
        "ProviderEndpoints.cs",
    ];

    [Fact]
    public void Connections_AreOpenedWhereTheAddressIsASetting()
    {
        var found = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor")
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Where(f => Connects().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetFileName(f))
            .Order(StringComparer.Ordinal);
        Assert.Equal(Known.Order(StringComparer.Ordinal), found);
    }

    // What people send is ids, names, texts and numbers. The one address is where they are mailed.
    [Fact]
    public void Requests_CarryNoAddress()
    {
        var found = typeof(SetMailAddress)
            .Assembly.GetTypes()
            .Where(t => t.IsAssignableTo(typeof(IBaseRequest)))
            .SelectMany(t => t.GetProperties().Where(p => p.PropertyType == typeof(Uri) || Address().IsMatch(p.Name)).Select(p => $"{t.Name}.{p.Name}"));
        Assert.Equal([$"{nameof(SetMailAddress)}.{nameof(SetMailAddress.Address)}"], found);
    }

    [GeneratedRegex(
        @"\b(HttpClient|SocketsHttpHandler|HttpClientHandler|WebRequest|ClientWebSocket|TcpClient|UdpClient|SmtpClient|AddOpenIdConnect|Dns)\b|new Socket\("
    )]
    private static partial Regex Connects();

    [GeneratedRegex("(Url|Uri|Address|Host|Endpoint|Server|Mirror)$")]
    private static partial Regex Address();
}
