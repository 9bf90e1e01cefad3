using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlOpsDashboard.Workers.Host.Output;

/// <summary>The only place of the host that writes: results to standard output, sentences for people to standard error.</summary>
public sealed class HostOutput(TextWriter result, TextWriter people, TextReader input)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Line = new(Options) { WriteIndented = false };

    /// <summary>Standard output; carries nothing but the result.</summary>
    public TextWriter Result => result;

    /// <summary>Standard error.</summary>
    public TextWriter People => people;

    /// <summary>Standard input.</summary>
    public TextReader Input => input;

    /// <summary>The process's own streams, UTF-8 without a byte order mark, lines ended by a line feed.</summary>
    public static HostOutput OfProcess()
    {
#pragma warning disable RS0030 // The host's output is where the console is allowed.
        var result = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = false, NewLine = "\n" };
        var people = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true, NewLine = "\n" };
        return new HostOutput(result, people, new StreamReader(Console.OpenStandardInput()));
#pragma warning restore RS0030
    }

    /// <summary>One JSON document.</summary>
    public void Json<T>(T value)
    {
        result.WriteLine(JsonSerializer.Serialize(value, Options));
        result.Flush();
    }

    /// <summary>One JSON document on one line.</summary>
    public void JsonLine<T>(T value)
    {
        result.WriteLine(JsonSerializer.Serialize(value, Line));
        result.Flush();
    }

    public void Text(string text)
    {
        result.WriteLine(text);
        result.Flush();
    }

    /// <summary>A sentence for people. Where it can't be written (a full disk, a closed pipe) nobody hears it, and the exit code says what happened.</summary>
    public void Say(string sentence)
    {
        try
        {
            people.WriteLine(sentence);
        }
        catch (IOException)
        {
            // Nobody listens.
        }
    }
}
