using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlOpsDashboard.Dashboard.Tests.Mail;

/// <summary>A mail server on the loopback that keeps what it is given.</summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> received = [];

    public SmtpServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What it answers to a recipient; 250 for one it knows.</summary>
    public string ToRecipient { get; set; } = "250 ok";

    /// <summary>What it answers once it has a mail; it keeps it where that begins with 250.</summary>
    public string ToMail { get; set; } = "250 ok";

    /// <summary>Whole mails, as they came.</summary>
    public IReadOnlyList<string> Received
    {
        get
        {
            lock (received)
                return [.. received];
        }
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = TalkAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream(), Encoding.UTF8))
        await using (var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true })
        {
            await writer.WriteLineAsync("220 here");
            while (await reader.ReadLineAsync() is { } line)
            {
                var command = line.Split(' ')[0].ToUpperInvariant();
                if (command == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    var mail = new StringBuilder();
                    while (await reader.ReadLineAsync() is { } text && text != ".")
                        mail.Append(text).Append('\n');
                    if (ToMail.StartsWith("250", StringComparison.Ordinal))
                        lock (received)
                            received.Add(mail.ToString());
                    await writer.WriteLineAsync(ToMail);
                }
                else
                    await writer.WriteLineAsync(
                        command switch
                        {
                            "RCPT" => ToRecipient,
                            "QUIT" => "221 bye",
                            _ => "250 ok",
                        }
                    );
                if (command == "QUIT")
                    return;
            }
        }
    }
}
