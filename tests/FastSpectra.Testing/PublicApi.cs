using System.Reflection;
using System.Text;

namespace FastSpectra.Testing;

/// <summary>The public interface of an assembly as text: a line for each type and member, in an order of its own.</summary>
public static class PublicApi
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong", [typeof(nint)] = "nint", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    /// <summary>The lines of <paramref name="assembly"/>.</summary>
    public static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append($"{Kind(type)} {Name(type)}{Bases(type)}\n");
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append($"    {member}\n");
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        IEnumerable<Type> bases = type.GetInterfaces().Where(type => type.IsPublic && !type.Name.StartsWith("IEquatable", StringComparison.Ordinal));
        if (type.IsClass && type.BaseType is { } parent && parent != typeof(object))
        {
            bases = bases.Prepend(parent);
        }

        string[] names = type.IsEnum ? [] : [.. bases.Select(Name).Order(StringComparer.Ordinal)];
        return names.Length == 0 ? "" : " : " + string.Join(", ", names);
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            string? line = member switch
            {
                FieldInfo { IsSpecialName: false } field when IsSeen(field.IsPublic, field.IsFamily) =>
                    type.IsEnum ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}" : $"{Static(field.IsStatic)}{Name(field.FieldType)} {field.Name}",
                ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor.IsPublic, constructor.IsFamily) => $"{Short(type)}({Parameters(constructor)})",
                PropertyInfo property when property.GetAccessors(true).Any(accessor => IsSeen(accessor.IsPublic, accessor.IsFamily)) =>
                    $"{Static(property.GetAccessors(true)[0].IsStatic)}{Name(property.PropertyType)} {property.Name}{Index(property)} {{ {Accessors(property)} }}",
                MethodInfo { IsSpecialName: false } method when IsSeen(method.IsPublic, method.IsFamily) && !IsGenerated(method) =>
                    $"{Static(method.IsStatic)}{Name(method.ReturnType)} {method.Name}{Arguments(method.GetGenericArguments())}({Parameters(method)})",
                MethodInfo { IsSpecialName: true, IsPublic: true } method when method.Name.StartsWith("op_", StringComparison.Ordinal) && !IsGenerated(method) =>
                    $"static {Name(method.ReturnType)} {method.Name}({Parameters(method)})",
                _ => null,
            };
            if (line is not null)
            {
                yield return line;
            }
        }
    }

    private static bool IsSeen(bool isPublic, bool isFamily) => isPublic || isFamily;

    // What every record has.
    private static bool IsGenerated(MethodInfo method) => method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) || method.Name.Contains('<');

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(parameter => Name(parameter.ParameterType)))}]" : "";

    private static string Accessors(PropertyInfo property) =>
        string.Join(' ', property.GetAccessors(true).Where(accessor => IsSeen(accessor.IsPublic, accessor.IsFamily))
            .Select(accessor => accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;").Order(StringComparer.Ordinal));

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = " + (parameter.RawDefaultValue ?? "null") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsPointer)
        {
            return Name(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (s_keywords.TryGetValue(type, out string? keyword) || type.IsGenericParameter)
        {
            return keyword ?? type.Name;
        }

        // A nested type repeats the arguments of the one around it.
        Type[] arguments = type.GetGenericArguments();
        return type.IsNested
            ? $"{Name(type.DeclaringType!)}.{Short(type)}{Arguments(arguments[type.DeclaringType!.GetGenericArguments().Length..])}"
            : Short(type) + Arguments(arguments);
    }

    private static string Short(Type type) => type.Name.Split('`')[0];

    private static string Arguments(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";
}
