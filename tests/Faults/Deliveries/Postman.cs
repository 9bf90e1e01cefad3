using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Registry.Mail;

namespace MlOpsDashboard.Faults.Deliveries;

/// <summary>A process that delivers the messages of a plan, in any order, eight at a time, until it is killed. A line says which message was answered how.</summary>
internal static class Postman
{
    private const int AtOnce = 8;

    /// <summary>Where the plan lies, beside the data folder.</summary>
    public static string PlanOf(string root) => root + ".plan.json";

    /// <param name="arguments">The data folder; a seed.</param>
    public static async Task<int> MainAsync(string[] arguments)
    {
        var root = arguments[0];
        var messages = JsonSerializer.Deserialize<DeliveryPlan>(await File.ReadAllTextAsync(PlanOf(root)))!.Messages();
        await using var output = new StreamWriter(new FileStream("/dev/stdout", FileMode.Open, FileAccess.Write)) { AutoFlush = true };
        // Not started: nothing but what is delivered changes the folder.
        using var host = Victim.Host(root, new MailSwitch(true));
        var random = new Random(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var turn = new Lock();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => DeliverAsync()));
        return 0;

        async Task DeliverAsync()
        {
            // Some come many times in a row, as a repeated click does.
            for (var (number, again) = (0, 0); ; again--)
            {
                lock (turn)
                    if (again <= 0)
                        (number, again) = (random.Next(messages.Count), random.Next(4));
                string answer;
                try
                {
                    answer = await messages[number](host.Services);
                }
                catch (Exception e)
                {
                    answer = "fault: " + e.Message.ReplaceLineEndings(" ");
                }
                lock (turn)
                    output.WriteLine($"{number}\t{answer}");
            }
        }
    }
}
