using System.Reflection;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace MlOpsDashboard.Registry;

/// <summary>Finds the MediatR handlers of a wing.</summary>
public static class HandlerRegistration
{
    private static readonly Type[] Kinds = [typeof(IRequestHandler<,>), typeof(INotificationHandler<>)];

    /// <summary>Registers every concrete handler of an assembly, transient. A second handler for the same request is a mistake and is refused.</summary>
    /// <exception cref="InvalidOperationException">Two handlers answer the same request.</exception>
    public static IServiceCollection AddHandlersFrom(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(i => i.IsGenericType && Kinds.Contains(i.GetGenericTypeDefinition())))
            {
                if (contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) && services.FirstOrDefault(s => s.ServiceType == contract) is { } other)
                    throw new InvalidOperationException(
                        $"{type.FullName} and {other.ImplementationType?.FullName ?? "another handler"} both answer {contract.GetGenericArguments()[0].Name}."
                    );
                services.AddTransient(contract, type);
            }
        }
        return services;
    }
}
