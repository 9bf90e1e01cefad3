using MlOpsDashboard.Core;

namespace MlOpsDashboard.Dashboard;

/// <summary>What is said when the dashboard can't start.</summary>
internal static class StartUp
{
#pragma warning disable RS0030 // There is no logger yet, and the person who starts it reads the terminal.
    public static void Refuse(RefusedException refused) => Console.Error.WriteLine(refused.Message);
#pragma warning restore RS0030
}
